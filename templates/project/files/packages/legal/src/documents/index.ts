/** Table of contents: every document there is. */
import type { LegalDocument } from '../clause.ts';
import { cookies } from './cookies.ts';
import { acceptableUse, api, community, dmca } from './optional.ts';
import { privacy } from './privacy.ts';
import { refund } from './refund.ts';
import { terms } from './terms.ts';

export const documents: readonly LegalDocument[] = [terms, privacy, refund, cookies, acceptableUse, dmca, community, api];
