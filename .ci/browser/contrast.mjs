// Contrast as the browser computed it: of every text, of the edges of controls
// and of the ring around what has the focus. Runs in the page.

/**
 * contrasts gives what is too faint in the page, as lines, and how many texts
 * were measured. It looks into shadow roots. A text on anything but plain
 * colours counts as too faint, since nobody can measure it.
 */
export function contrasts() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const colour = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [red, green, blue], alpha: alpha / 255 };
  };
  const over = (top, ground) => top.rgb.map((part, i) => part * top.alpha + ground[i] * (1 - top.alpha));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const above = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
  // The ground of an element: the plain colours behind it, down to one that hides the rest.
  const groundOf = (element) => {
    const layers = [];
    for (let each = element; each; each = above(each)) {
      const style = getComputedStyle(each);
      if (style.backgroundImage !== "none") return undefined;
      const layer = colour(style.backgroundColor);
      if (layer.alpha > 0) layers.push(layer);
      if (layer.alpha === 1) break;
    }
    const canvasGround = colour("canvas");
    return layers.reverse().reduce((ground, layer) => over(layer, ground), canvasGround.rgb);
  };
  const opacity = (element) => {
    let all = 1;
    for (let each = element; each; each = above(each)) all *= Number(getComputedStyle(each).opacity);
    return all;
  };
  const elements = [];
  const collect = (root) => {
    for (const element of root.querySelectorAll("*")) {
      elements.push(element);
      if (element.shadowRoot) collect(element.shadowRoot);
    }
  };
  collect(document);

  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1 && box.height > 1 && !element.closest(".visually-hidden");
  };
  const ownText = (element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(" ").trim()
    || (element.matches("input:not([type=radio], [type=checkbox]), select") ? element.value || element.placeholder : "");
  const name = (element) => `${element.localName}${element.className.baseVal === undefined && element.className ? `.${String(element.className).split(" ").join(".")}` : ""}`;
  const faint = [];
  let measured = 0;
  for (const element of elements.filter(isShown)) {
    const style = getComputedStyle(element);
    const text = ownText(element);
    const isText = text && !["title", "desc", "script", "style", "option"].includes(element.localName) && !element.disabled;
    if (isText) {
      measured++;
      const ground = groundOf(element);
      const ink = colour(element.namespaceURI.endsWith("svg") ? style.fill : style.color);
      ink.alpha *= opacity(element);
      const size = parseFloat(style.fontSize);
      const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
      const reached = ground ? ratio(over(ink, ground), ground) : 0;
      if (reached < least) faint.push(`text ${reached.toFixed(2)} < ${least}: ${name(element)} "${text.slice(0, 40)}"`);
    }
    const isControl = element.matches("input:not([type=radio], [type=checkbox]), select, textarea, button[data-code]");
    if (isControl && !element.disabled) {
      measured++;
      const around = groundOf(above(element));
      const edges = ["Top", "Bottom"].filter((side) => parseFloat(style[`border${side}Width`]) > 0).map((side) => over(colour(style[`border${side}Color`]), around));
      const best = Math.max(ratio(groundOf(element) ?? around, around), ...edges.map((edge) => ratio(edge, around)));
      if (best < 3) faint.push(`edge ${best.toFixed(2)} < 3: ${name(element)}`);
    }
  }
  return { faint, measured };
}
