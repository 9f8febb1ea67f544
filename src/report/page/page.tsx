import { createHash } from 'node:crypto';
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { pageStyle } from './style.js';

export interface PageParts {
  readonly title: string;
  /** Of this program, e.g. `0.1.0`. */
  readonly toolVersion: string;
  /** Parts of the page by id, in their order. */
  readonly contents: readonly { id: string; title: string }[];
  readonly header: VNode;
  readonly children: ComponentChildren;
  readonly footer: VNode;
}

/**
 * One self-contained page: no script, nothing loaded, every value escaped by the renderer, and a policy that allows only its own
 * style sheet.
 */
export function renderPage({ title, toolVersion, contents, header, children, footer }: PageParts): string {
  const styleHash = createHash('sha256').update(pageStyle).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content={`offline-servicing ${toolVersion}`} />
        <title>{title}</title>
        <Style />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the report</a>
        <header>{header}</header>
        <nav aria-label="Contents">
          <ul>{contents.map(({ id, title: name }) => <li><a href={`#${id}`}>{name}</a></li>)}</ul>
        </nav>
        <main id="content" tabindex={-1}>{children}</main>
        <footer>{footer}</footer>
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

/** The one text that is not escaped: it is a constant of this program, and the policy has its hash. */
function Style(): VNode {
  return <style dangerouslySetInnerHTML={{ __html: pageStyle }} />;
}
