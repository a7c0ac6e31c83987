import { qrCode } from '../../../meek/fronts/export/qr.ts';
import { message } from '../../messages.ts';

/** Modules of light around the code, without which readers do not find it (ISO/IEC 18004). */
const MARGIN = 4;

/** A text as a QR code, dark on light in either colour scheme. */
export function QrCode({ text }: { text: string }) {
  const rows = qrCode(text);
  if (!rows) return <p>{message('qr_too_long')}</p>;
  const side = rows.length + 2 * MARGIN;
  const path = rows.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : '')),
  );
  return (
    <svg
      class="qr-code"
      role="img"
      aria-label={message('qr_label')}
      viewBox={`0 0 ${side} ${side}`}
      shape-rendering="crispEdges"
    >
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path.join('')} fill="#000000" />
    </svg>
  );
}
