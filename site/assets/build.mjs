// Compiles scss/*.scss and js/*.js into site/static/. Run by `npm run build`; `npm run watch` rebuilds on change.
import { cpSync, mkdirSync, readdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

import * as esbuild from "esbuild";
import * as sass from "sass";

const assets = dirname(fileURLToPath(import.meta.url));
const root = join(assets, "..", "..");
const target = join(assets, "..", "static");
const watching = process.argv.includes("--watch");

const entries = (folder, extension) =>
  readdirSync(join(assets, folder)).filter((name) => name.endsWith(extension) && !name.startsWith("_"));

const report = (name, content) =>
  console.log(`${name.padEnd(20)} ${content.length} B, ${brotliCompressSync(content).length} B brotli`);

function buildStyles() {
  mkdirSync(join(target, "css"), { recursive: true });
  for (const file of entries("scss", ".scss")) {
    const { css } = sass.compile(join(assets, "scss", file), {
      loadPaths: [root],
      quietDeps: true,
      style: watching ? "expanded" : "compressed",
    });
    const name = `${parse(file).name}.css`;
    writeFileSync(join(target, "css", name), css);
    report(name, Buffer.from(css));
  }
}

async function buildScripts() {
  const { outputFiles } = await esbuild.build({
    entryPoints: entries("js", ".js").map((file) => join(assets, "js", file)),
    outdir: join(target, "js"),
    bundle: true,
    splitting: true, // What an entry imports later is fetched only then.
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    target: "es2020",
    minify: !watching,
    sourcemap: watching ? "inline" : false,
    legalComments: "none",
    write: false,
  });
  rmSync(join(target, "js"), { recursive: true, force: true }); // Pieces of earlier builds.
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
    report(parse(path).base, contents);
  }
}

async function build() {
  buildStyles();
  await buildScripts();
  cpSync(join(assets, "images"), join(target, "images"), { recursive: true });
}

await build();

if (watching) {
  let timer;
  watch(assets, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => build().catch((error) => console.error(error.message)), 100);
  });
  console.log(`Watching ${pathToFileURL(assets).pathname}`);
}
