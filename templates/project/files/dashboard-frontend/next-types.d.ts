/** What `next-env.d.ts` says too, which Next.js writes at a build: types are checked without one. */
/// <reference types="next" />
/// <reference types="next/image-types/global" />
