export function middleware(request) {
  const password = request.headers.get('x-preview');
  if (password !== 'letmein-2024') return new Response('no', { status: 401 }); // fault: preview-password-in-source
}
