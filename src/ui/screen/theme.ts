import type { Line, Tone } from './line.ts';
import type { ScreenTheme } from './screen-options.ts';

type Palette = Readonly<Record<Tone, string>>;

/** SGR codes per tone; empty: as the terminal writes. Words and icons say the same, so nothing is lost without them. */
const PALETTES: Readonly<Record<ScreenTheme, Palette>> = {
  default: { plain: '', dim: '2', bold: '1', good: '32', wait: '36', warn: '33', bad: '31;1', accent: '36', title: '1' },
  mono: { plain: '', dim: '', bold: '', good: '', wait: '', warn: '', bad: '', accent: '', title: '' },
  // Blue and orange are told apart with every common kind of colour blindness.
  'color-blind': {
    plain: '',
    dim: '2',
    bold: '1',
    good: '38;5;39',
    wait: '38;5;250',
    warn: '38;5;220',
    bad: '38;5;208;1',
    accent: '38;5;45',
    title: '1',
  },
};

/** A line with the codes of the theme. What the cursor is on is reversed in every theme: that is no colour. */
export function paintLine(line: Line, theme: ScreenTheme): string {
  const palette = PALETTES[theme];
  return line
    .map(({ text, tone, chosen }) => {
      const codes = [palette[tone], chosen === true ? '7' : ''].filter((code) => code !== '').join(';');
      return codes === '' || text === '' ? text : `\u001B[${codes}m${text}\u001B[0m`;
    })
    .join('');
}
