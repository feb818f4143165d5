// Opens a workbook with ExcelJS and saves it: node exceljs.mjs SOURCE.xlsx TARGET.xlsx
import { createRequire } from "node:module";

const packages = createRequire(new URL("../npm/package.json", import.meta.url));
const ExcelJS = packages("exceljs");

const [source, target] = process.argv.slice(2);
const book = new ExcelJS.Workbook();
await book.xlsx.readFile(source);
await book.xlsx.writeFile(target);
