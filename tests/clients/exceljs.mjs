// Opens workbooks with ExcelJS and saves them: node exceljs.mjs SOURCE.xlsx TARGET.xlsx …
import { createRequire } from "node:module";

const packages = createRequire(new URL("../npm/package.json", import.meta.url));
const ExcelJS = packages("exceljs");

const paths = process.argv.slice(2);
for (let at = 0; at < paths.length; at += 2) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(paths[at]);
  await book.xlsx.writeFile(paths[at + 1]);
}
