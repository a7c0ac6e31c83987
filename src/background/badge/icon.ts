/** The gate of `public/icons/icon.svg`: filled while the tunnel is wanted and has been up. */
export type IconShape = 'solid' | 'hollow' | 'struck';

/** The same picture in the sizes that toolbars take, in pixels. */
export type IconPictures = Record<string, ImageData>;

const SIZES_PX = [16, 32] as const;
/** The side of the square that the paths are drawn in. */
const GRID = 128;
const ROOF = 'M20 24h88v16H20z';
const GATE = 'M28 48h72v56H84V80a20 20 0 0 0-40 0v24H28z';

const BLUE = '#1d5fd1';
/** Seen on a light toolbar and on a dark one. */
const GREY = '#7a808c';

export function drawIcon(shape: IconShape): IconPictures {
  return Object.fromEntries(SIZES_PX.map((sizePx) => [sizePx, pictureOf(shape, sizePx)]));
}

function pictureOf(shape: IconShape, sizePx: number): ImageData {
  const context = new OffscreenCanvas(sizePx, sizePx).getContext('2d');
  if (!context) throw new RangeError('The browser draws no pictures here.');
  context.scale(sizePx / GRID, sizePx / GRID);
  if (shape === 'solid') drawSolid(context);
  else drawHollow(context);
  if (shape === 'struck') drawStroke(context);
  return context.getImageData(0, 0, sizePx, sizePx);
}

function drawSolid(context: OffscreenCanvasRenderingContext2D): void {
  context.fillStyle = BLUE;
  context.beginPath();
  context.roundRect(0, 0, GRID, GRID, 28);
  context.fill();
  drawGate(context, '#fff');
}

function drawHollow(context: OffscreenCanvasRenderingContext2D): void {
  context.strokeStyle = GREY;
  context.lineWidth = 10;
  context.beginPath();
  context.roundRect(5, 5, GRID - 10, GRID - 10, 24);
  context.stroke();
  drawGate(context, GREY);
}

function drawGate(context: OffscreenCanvasRenderingContext2D, color: string): void {
  context.fillStyle = color;
  for (const path of [ROOF, GATE]) context.fill(new Path2D(path));
}

/** From corner to corner, clear of what it crosses. */
function drawStroke(context: OffscreenCanvasRenderingContext2D): void {
  const line = new Path2D(`M16 ${GRID - 16}L${GRID - 16} 16`);
  context.globalCompositeOperation = 'destination-out';
  context.lineWidth = 34;
  context.stroke(line);
  context.globalCompositeOperation = 'source-over';
  context.strokeStyle = GREY;
  context.lineWidth = 14;
  context.stroke(line);
}
