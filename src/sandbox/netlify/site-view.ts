/** Sites and deploys as the API words them. */
import { branchHost, permalink, siteHost } from './addresses.ts';
import { type Books, iso } from './books.ts';
import type { Deploy, Json, Site } from './model.ts';

export function siteView(books: Books, one: Site): Json {
  const account = books.accountOf(one);
  const published = books.published(one);
  const host = one.primary ?? siteHost(one);
  return {
    id: one.id,
    site_id: one.id,
    state: 'current',
    plan: `nf_team_${account.plan.toLowerCase()}`,
    name: one.name,
    custom_domain: one.primary,
    domain_aliases: one.aliases,
    url: `http${one.primary === null || one.certificate.state === 'issued' ? 's' : ''}://${host}`,
    ssl_url: `https://${host}`,
    admin_url: `https://app.netlify.com/projects/${one.name}`,
    default_domain: siteHost(one),
    id_domain: `${one.id}.netlify.app`,
    created_at: iso(one.createdAt),
    updated_at: iso(one.updatedAt),
    user_id: books.state.user.id,
    ssl: one.primary === null || one.certificate.state === 'issued',
    force_ssl: true,
    managed_dns: false,
    account_id: account.id,
    account_name: account.name,
    account_slug: account.slug,
    account_type: account.plan,
    ...(one.repo ? { git_provider: 'github' } : {}),
    build_settings: one.repo || one.cmd || one.dir || one.base || one.packagePath ? buildSettings(one) : {},
    processing_settings: { html: { pretty_urls: true } },
    functions_region: one.region,
    use_envelope: true,
    prevent_non_git_prod_deploys: false,
    disabled: one.disabled,
    sso_login: one.guarded,
    sso_login_context: one.guardContext,
    published_deploy: published ? deployView(books, published) : null,
    ...(published ? { deploy_id: published.id, deploy_url: `http://${permalink(one, published)}` } : {}),
  };
}

function buildSettings({ base, packagePath, dir, cmd, repo }: Site): Json {
  return {
    base,
    // So it is for every site that was made since 2019.
    base_rel_dir: true,
    package_path: packagePath,
    dir,
    cmd,
    ...(repo
      ? {
          provider: 'github',
          repo_type: 'git',
          repo_path: repo.path,
          repo_branch: repo.branch,
          repo_url: `https://github.com/${repo.path}`,
          allowed_branches: repo.allowed,
          installation_id: repo.installation,
          public_repo: false,
          private_logs: false,
          stop_builds: repo.stopped,
          skip_prs: repo.skipPrs,
        }
      : {}),
  };
}

export function deployView(books: Books, one: Deploy): Json {
  const site = books.siteOf(one);
  const alias = one.context === 'production' ? siteHost(site) : branchHost(site, one.branch);
  return {
    id: one.id,
    site_id: one.site,
    build_id: one.build,
    state: one.state,
    name: site.name,
    url: `http://${site.primary ?? siteHost(site)}`,
    ssl_url: `https://${site.primary ?? siteHost(site)}`,
    admin_url: `https://app.netlify.com/projects/${site.name}/deploys/${one.id}`,
    deploy_url: `http://${permalink(site, one)}`,
    deploy_ssl_url: `https://${alias}`,
    created_at: iso(one.createdAt),
    updated_at: iso(one.updatedAt),
    user_id: books.state.user.id,
    error_message: one.error ?? null,
    required: [],
    required_functions: [],
    commit_ref: one.commit,
    commit_url: `https://github.com/${one.repository}/commit/${one.commit}`,
    branch: one.branch,
    review_id: null,
    review_url: null,
    draft: false,
    skipped: one.skipped || null,
    locked: one.locked || null,
    title: one.title,
    context: one.context,
    published_at: one.publishedAt === 0 ? null : iso(one.publishedAt),
    framework: one.settings.dir.endsWith('.next') ? 'next' : null,
    function_schedules: [],
    functions_region: site.region,
  };
}
