import type { ComponentChildren, VNode } from 'preact';

/** Width of every chart in its own units; one is a pixel where the page is wide. */
export const chartWidth = 1056;

/**
 * A picture with its title and what it shows in words. Where the page is narrow it is scrolled by itself, with the keyboard
 * too. Its numbers belong into a table beside it.
 */
export function Chart({ id, title, description, height, children }: { id: string; title: string; description: string; height: number; children: ComponentChildren }): VNode {
  return (
    <figure>
      <figcaption id={`${id}-caption`}>{title}</figcaption>
      <div class="scroll" role="region" aria-labelledby={`${id}-caption`} tabindex={0}>
        <svg viewBox={`0 0 ${chartWidth} ${Math.ceil(height)}`} width={chartWidth} height={Math.ceil(height)} role="img" aria-labelledby={`${id}-caption ${id}-desc`}>
          <desc id={`${id}-desc`}>{description}</desc>
          {children}
        </svg>
      </div>
    </figure>
  );
}

/** A bar's place as attributes, rounded to tenths: a hundredth of a pixel is only bytes. */
export function box(x: number, y: number, width: number, height: number): { x: number; y: number; width: number; height: number } {
  return { x: round(x), y: round(y), width: round(Math.max(width, 1)), height: round(height) };
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
