/** Icons of the web app's manifest. */
import { icons } from '../../../site/icons.ts';
import { markImage } from '../../../site/mark-image.tsx';

export const dynamic = 'force-static';
export const dynamicParams = false;

export function generateStaticParams(): { file: string }[] {
  return icons.map(({ file }) => ({ file }));
}

export async function GET(_request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params;
  const icon = icons.find((one) => one.file === file);
  return icon === undefined ? new Response(null, { status: 404 }) : markImage(icon);
}
