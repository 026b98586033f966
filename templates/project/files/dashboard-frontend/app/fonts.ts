/** The font of headings, served from here: nobody else learns who reads. SIL Open Font License 1.1, which comes with the package. */
import localFont from 'next/font/local';

export const display = localFont({
  src: '../../node_modules/@fontsource/bricolage-grotesque/files/bricolage-grotesque-latin-700-normal.woff2',
  weight: '700',
  display: 'swap',
  variable: '--font-bricolage',
  adjustFontFallback: 'Arial',
});
