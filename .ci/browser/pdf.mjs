// What is printed, read by programs that have nothing to do with the form:
// pages, text and picture by poppler, the code in the picture by jsQR.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsqr from "jsqr";
import { PNG } from "pngjs";

/** Paper is a printed result: how many pages, its text, and the picture of its first page. */
export class Paper {
  #folder = mkdtempSync(join(tmpdir(), "rlscreen-paper-"));

  /** @param {Buffer} pdf */
  constructor(pdf) {
    this.file = join(this.#folder, "paper.pdf");
    writeFileSync(this.file, pdf);
    this.pages = Number(/^Pages:\s+(\d+)/m.exec(execFileSync("pdfinfo", [this.file], { encoding: "utf8" }))[1]);
    this.text = execFileSync("pdftotext", ["-layout", this.file, "-"], { encoding: "utf8" });
  }

  /** picture is the first page as a PNG of so many dots an inch. */
  picture(dots) {
    execFileSync("pdftoppm", ["-png", "-r", String(dots), "-f", "1", "-singlefile", this.file, join(this.#folder, "page")]);
    return readFileSync(join(this.#folder, "page.png"));
  }

  /** code is what the QR code on the page says, seen as a scanner would: from afar, or else from nearer. */
  code() {
    for (const dots of [110, 200]) {
      const { data, width, height } = PNG.sync.read(this.picture(dots));
      const found = jsqr(new Uint8ClampedArray(data), width, height)?.data;
      if (found) return found;
    }
    return undefined;
  }

  discard() {
    rmSync(this.#folder, { recursive: true });
  }
}

/** sha256 of bytes or text, as it stands in a code. */
export const sha256 = (content) => `sha256:${createHash("sha256").update(content).digest("hex")}`;
