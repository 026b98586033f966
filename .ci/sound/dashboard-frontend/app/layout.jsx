import { GoogleAnalytics } from '@next/third-parties/google';

export default function Layout({ children, consent }) {
  return (
    <html lang="en">
      <body>{children}</body>
      {consent && <GoogleAnalytics gaId={process.env.NEXT_PUBLIC_GA_ID} />}
    </html>
  );
}
