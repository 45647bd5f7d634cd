/** A QR code as a square of modules, without the quiet zone around it. */
export interface Modules {
  /** Modules along one side. */
  readonly size: number;
  /** Whether a module is dark; false outside the square. */
  get(x: number, y: number): boolean;
}

/** Levels of error correction, of which M survives the loss of about 15 %. */
export const correction: Readonly<Record<"L" | "M" | "Q" | "H", number>>;

/** The code of a text, in UTF-8, in the smallest version that holds it. */
export function generate(text: string, options?: { minCorrectionLevel?: number; minVersion?: number }): Modules;
