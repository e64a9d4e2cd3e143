// Bundles the text editor and the till's reader of QR codes, and writes what is in them to static/vendor/vendor.toml.
// `node build.mjs` writes; `node build.mjs --check` only proves that the committed files come from the lock file.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const vendor = path.join(here, "..", "static", "vendor");
const BUNDLES = ["codemirror", "qr"];

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function bundle(name) {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [`${name}.mjs`],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    write: false,
    metafile: true,
  });
  return { code: Buffer.from(result.outputFiles[0].contents), packages: packagesIn(result.metafile.inputs) };
}

function packagesIn(inputs) {
  const names = Object.keys(inputs)
    .map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
    .filter(Boolean);
  return [...new Set(names)].sort();
}

async function describe(name) {
  const folder = path.join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const choice = license.includes(" OR "); // of several licences we take the MIT one
  const words = await readFile(path.join(folder, choice ? "LICENSE-MIT" : "LICENSE"), "utf8");
  return { name, version, license: choice ? "MIT" : license, words: words.trim() };
}

function manifest(bundles, files) {
  const lines = ["# Third-party files served by the studio, exactly as listed. Written by studio/web/build.mjs.", ""];
  for (const [name, bytes] of files) lines.push("[[file]]", `name = "${name}"`, `sha256 = "${sha256(bytes)}"`, `bytes = ${bytes.length}`, "");
  for (const { output, packages } of bundles) {
    for (const { name, version, license } of packages) {
      lines.push("[[package]]", `name = "${name}"`, `version = "${version}"`, `licence = "${license}"`, `in = "${output}"`, "");
    }
  }
  return Buffer.from(lines.join("\n"));
}

const bundles = [], files = [];
for (const name of BUNDLES) {
  const { code, packages: names } = await bundle(name);
  const packages = await Promise.all(names.map(describe));
  const licences = packages.map((p) => `${p.name} ${p.version}\n\n${p.words}\n`).join("\n" + "-".repeat(78) + "\n\n");
  bundles.push({ output: `${name}.js`, packages });
  files.push([`${name}.js`, code], [`${name}.LICENSE.txt`, Buffer.from(licences)]);
}
const all = [...files, ["vendor.toml", manifest(bundles, files)]];

if (process.argv.includes("--check")) {
  for (const [name, bytes] of all) {
    const committed = await readFile(path.join(vendor, name));
    if (!committed.equals(bytes)) {
      console.error(`${name} is not what the lock file builds; run \`npm ci && npm run build\` and commit the result`);
      process.exitCode = 1;
    }
  }
} else {
  await mkdir(vendor, { recursive: true });
  for (const [name, bytes] of all) await writeFile(path.join(vendor, name), bytes);
  for (const [name, bytes] of files) console.log(`${name}: ${bytes.length} bytes`);
}
