// Opens workbooks with SheetJS and saves them: node sheetjs.mjs SOURCE.xlsx TARGET.xlsx …
import { createRequire } from "node:module";

const packages = createRequire(new URL("../npm/package.json", import.meta.url));
const XLSX = packages("xlsx");

const paths = process.argv.slice(2);
const everything = { cellFormula: true, cellStyles: true, cellNF: true, bookVBA: false };
for (let at = 0; at < paths.length; at += 2) {
  XLSX.writeFile(XLSX.readFile(paths[at], everything), paths[at + 1], { cellStyles: true });
}
