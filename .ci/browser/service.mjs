// Services and pages of our own, on loopback: the service with settings that
// the one under check has not, and pages of other origins.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** PROGRAM is the service's binary. */
const PROGRAM = process.env.RLSCREEN_BIN;

/** Service is a process of the program, which can be stopped and started again at its address. */
export class Service {
  #process;
  #folder = mkdtempSync(join(tmpdir(), "rlscreen-browser-"));
  #port = 0;

  /** @param {Record<string, string>} settings as environment variables */
  constructor(settings = {}) {
    this.settings = settings;
  }

  get #environment() {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("RLSCREEN_"));
    return {
      ...Object.fromEntries(inherited), RLSCREEN_DB: join(this.#folder, "rlscreen.db"), RLSCREEN_RATE_LIMIT: "off",
      RLSCREEN_DRAIN: "0s", RLSCREEN_LOG_LEVEL: "info", ...this.settings, RLSCREEN_ADDR: `127.0.0.1:${this.#port}`,
    };
  }

  /** start starts it and waits until it listens; the first time at a free port. */
  async start() {
    this.#process = spawn(PROGRAM, ["serve"], { env: this.#environment, stdio: ["ignore", "ignore", "pipe"] });
    for await (const line of createInterface({ input: this.#process.stderr })) {
      const url = /"msg":"listening","url":"([^"]*)"/.exec(line)?.[1];
      if (!url) continue;
      this.#process.stderr.resume();
      this.url = url;
      this.#port = Number(new URL(url).port);
      return this;
    }
    throw new Error("the service does not start");
  }

  /** publishableKey makes a key for pages of origins. */
  publishableKey(...origins) {
    const words = ["keys", "create", "--tenant", "ci", "--name", "form", "--publishable", "--origins", origins.join(",")];
    const told = execFileSync(PROGRAM, words, { env: this.#environment, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return /rls_\w+/.exec(told)[0];
  }

  /** stop ends it at once, as a failing machine would. */
  async stop() {
    if (!this.#process || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill("SIGKILL");
    await once(this.#process, "exit");
  }

  async end() {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
  }
}

/** site serves pages, by path, at a free port; name is the host that its origin is to have. */
export async function site(pages, name = "localhost") {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url, "http://localhost").pathname];
    if (page === undefined) return response.writeHead(404).end();
    const { body, headers = {} } = typeof page === "string" ? { body: page } : page;
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://${name}:${server.address().port}`, pages, close: () => server.close() };
}
