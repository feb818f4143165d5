// Opens pages in one headless Chromium and does what a person does: node browser.mjs CHROMIUM
// A job is a line of JSON: url, width, scripts, and steps; the answer, a line too, holds what each step saw,
// what the page said on its console, and what it asked for besides itself.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { chromium } = createRequire(new URL("npm/package.json", import.meta.url))("playwright-core");
const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});

async function visit(context, job) {
  const page = await context.newPage();
  const answer = { console: [], requests: [], seen: [] };
  page.on("console", (message) => answer.console.push(message.text()));
  page.on("pageerror", (error) => answer.console.push(String(error)));
  page.on("request", (request) => request.url() === job.url || answer.requests.push(request.url()));
  await page.goto(job.url);
  for (const [action, target, value] of job.steps) {
    if (action === "select") await page.selectOption(target, value);
    else if (action === "check") await page.setChecked(target, value);
    else if (action === "press") await page.keyboard.press(target);
    else if (action === "picture") await page.screenshot({ path: target, fullPage: value ?? false });
    else if (action === "pdf") await page.pdf({ path: target, format: "A4" });
    else if (action === "run") answer.seen.push(await page.evaluate(target));
    else if (action === "texts") {
      const texts = [];
      for (const each of await page.locator(target).all()) {
        if (await each.isVisible()) texts.push((await each.innerText()).trim());
      }
      answer.seen.push(texts);
    } else throw new Error(`no action ${action}`);
  }
  return answer;
}

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  let answer;
  try {
    // A context of its own: nothing that one page left is there for the next.
    const context = await browser.newContext({
      viewport: { width: job.width, height: 900 },
      javaScriptEnabled: job.scripts,
    });
    answer = await visit(context, job);
    await context.close();
  } catch (problem) {
    answer = { error: String(problem) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
  if (!browser.isConnected()) break;
}
await browser.close();
