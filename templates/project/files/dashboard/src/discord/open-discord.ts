/**
 * Discord over OAuth 2 (code with state and PKCE) and its REST API, version 10. https://docs.discord.com/developers/topics/oauth2
 */
import type { ApiEnv } from '@k77/config';
import type { Clock } from '@k77/data';
import * as client from 'openid-client';
import { z } from 'zod';
import type { DiscordTokens } from '../auth/sealed-tokens.ts';
import { type Discord, DiscordAway, LoginRefused, TokensGone } from './discord.ts';

type DiscordEnv = Pick<ApiEnv, 'DISCORD_API_BASE' | 'DISCORD_CLIENT_ID' | 'DISCORD_CLIENT_SECRET' | 'DISCORD_REDIRECT_URI'>;

/** No e-mail address: nothing here needs one. */
const scope = 'identify guilds';
const timeoutSeconds = 8;
/** A wait that a person accepts; a longer one is told instead. */
const shortWaitSeconds = 2;

const userSchema = z.object({ id: z.string(), username: z.string(), global_name: z.string().nullish(), avatar: z.string().nullish() });
const guildsSchema = z.array(
  z.object({ id: z.string(), name: z.string(), icon: z.string().nullish(), owner: z.boolean().default(false), permissions: z.string() }),
);

export function openDiscord(env: DiscordEnv, clock: Clock): Discord {
  const config = configure(env);
  const rest = <T>(token: string, path: string, schema: z.ZodType<T>) => read(config, token, `${env.DISCORD_API_BASE}/v10${path}`, schema);

  return {
    async authorizeUrl({ state, verifier, again }) {
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: env.DISCORD_REDIRECT_URI,
        scope,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        prompt: again ? 'consent' : 'none',
      });
      return url.href;
    },
    async exchange(query, { state, verifier }) {
      const back = new URL(env.DISCORD_REDIRECT_URI);
      back.search = query;
      try {
        const answer = await client.authorizationCodeGrant(config, back, { expectedState: state, pkceCodeVerifier: verifier });
        return tokensOf(answer, clock);
      } catch (error) {
        if (error instanceof client.AuthorizationResponseError) throw new LoginRefused(error.error, error.error === 'access_denied');
        if (error instanceof client.ResponseBodyError) throw new LoginRefused(error.error, false);
        throw isAway(error) ? awayFor(error) : new LoginRefused('what came back is not of this login', false);
      }
    },
    async refresh(refreshToken) {
      try {
        return tokensOf(await client.refreshTokenGrant(config, refreshToken), clock);
      } catch (error) {
        // Anything else than this one is about us and not about the person's tokens.
        if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') throw new TokensGone(error.error);
        throw awayFor(error);
      }
    },
    async revoke({ refresh }) {
      await client.tokenRevocation(config, refresh, { token_type_hint: 'refresh_token' });
    },
    async user(token) {
      const { id, username, global_name, avatar } = await rest(token, '/users/@me', userSchema);
      return { id, name: global_name ?? username, avatar: avatar ?? undefined };
    },
    async guilds(token) {
      const found = await rest(token, '/users/@me/guilds', guildsSchema);
      return found.map(({ icon, ...guild }) => ({ ...guild, icon: icon ?? undefined }));
    },
  };
}

function configure({ DISCORD_API_BASE: base, DISCORD_CLIENT_ID, DISCORD_CLIENT_SECRET }: DiscordEnv): client.Configuration {
  const { origin, protocol } = new URL(base);
  const server: client.ServerMetadata = {
    issuer: origin,
    authorization_endpoint: `${origin}/oauth2/authorize`,
    token_endpoint: `${base}/v10/oauth2/token`,
    revocation_endpoint: `${base}/v10/oauth2/token/revoke`,
  };
  const config = new client.Configuration(server, DISCORD_CLIENT_ID, {}, client.ClientSecretPost(DISCORD_CLIENT_SECRET));
  config.timeout = timeoutSeconds;
  // Only an emulator on this machine has such an address; the environment is refused otherwise.
  if (protocol === 'http:') client.allowInsecureRequests(config);
  return config;
}

function tokensOf({ access_token, refresh_token, expires_in }: client.TokenEndpointResponse, clock: Clock): DiscordTokens {
  if (refresh_token === undefined || expires_in === undefined) throw new LoginRefused('Discord gave no token to renew', false);
  return { access: access_token, refresh: refresh_token, expiresAt: new Date(clock.now().getTime() + expires_in * 1000) };
}

async function read<T>(config: client.Configuration, token: string, url: string, schema: z.ZodType<T>, again = true): Promise<T> {
  const response = await client.fetchProtectedResource(config, token, new URL(url), 'GET').catch(refused);
  if (response.status === 401 || response.status === 403) throw new TokensGone(`Discord answers ${response.status}`);
  if (response.status === 429) {
    const wait = Math.ceil(Number(response.headers.get('retry-after') ?? 5));
    if (!again || wait > shortWaitSeconds) throw new DiscordAway('Discord wants us to wait', wait);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    return read(config, token, url, schema, false);
  }
  if (!response.ok) throw new DiscordAway(`Discord answers ${response.status}`);
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new DiscordAway('Discord answers something else than expected');
  return parsed.data;
}

function refused(error: unknown): never {
  throw error instanceof client.WWWAuthenticateChallengeError ? new TokensGone('Discord wants another token') : awayFor(error);
}

/** Nothing came, or no JSON. */
function isAway(error: unknown): boolean {
  if (!(error instanceof client.ClientError)) return true;
  return ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_PARSE_ERROR'].includes(error.code ?? '');
}

function awayFor(error: unknown): DiscordAway {
  return new DiscordAway(`Discord does not answer: ${error instanceof Error ? error.name : 'unknown'}`);
}
