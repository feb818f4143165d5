// Opens a workbook with SheetJS and saves it: node sheetjs.mjs SOURCE.xlsx TARGET.xlsx
import { createRequire } from "node:module";

const packages = createRequire(new URL("../npm/package.json", import.meta.url));
const XLSX = packages("xlsx");

const [source, target] = process.argv.slice(2);
const everything = { cellFormula: true, cellStyles: true, cellNF: true, bookVBA: false };
XLSX.writeFile(XLSX.readFile(source, everything), target, { cellStyles: true });
