module.exports = {
  images: { domains: ['cdn.discordapp.com', 'i.imgur.com'] }, // fault: image-hosts-wide
  async redirects() {
    return [{ source: '/:path*', has: [{ type: 'header', key: 'x-forwarded-proto', value: 'http' }], destination: '/', permanent: true }]; // fault: redirect-by-forwarded-proto
  },
  async headers() {
    return [{ source: '/:path*', headers: [
      { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains; preload' }, // fault: hsts-preload
      { key: 'X-XSS-Protection', value: '1; mode=block' }, // fault: xss-protection-header
    ] }];
  },
};
