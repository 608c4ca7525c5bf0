import { Box, Text, useApp, useInput, usePaste } from 'ink';
import type { SuspendTerminal } from 'ink';
import { memo, useEffect, useLayoutEffect, type ReactElement } from 'react';
import { readKeys } from './keys/read-keys.ts';

/** What only a part of the picture may do with the terminal. */
export interface TerminalHold {
  /** Hands the terminal over while the callback runs, and takes it back. */
  readonly suspend: SuspendTerminal;
  /** Ends the picture: raw mode off, the normal screen back. */
  exit(): void;
}

/** What the picture is given. */
export interface PictureProps {
  /** Painted lines, none wider than the terminal. */
  readonly lines: readonly string[];
  onKeys(keys: readonly string[]): void;
  onPaste(text: string): void;
  /** Told once. */
  onTerminal(hold: TerminalHold): void;
  /** Told when the picture is gone, whatever ended it. */
  onGone(): void;
}

// An empty text would take no line at all.
const PictureLine = memo(({ text }: { readonly text: string }): ReactElement => <Text wrap="truncate">{text === '' ? ' ' : text}</Text>);
PictureLine.displayName = 'PictureLine';

/** Lines on the terminal, and the keys of it. */
export function Picture({ lines, onKeys, onPaste, onTerminal, onGone }: PictureProps): ReactElement {
  const { suspendTerminal, exit } = useApp();
  useInput((input, key) => onKeys(readKeys(input, key)));
  usePaste(onPaste);
  // Of the layout: it is told before anything else can draw again.
  useLayoutEffect(() => onGone, [onGone]);
  useEffect(() => onTerminal({ suspend: suspendTerminal, exit: () => exit() }), [onTerminal, suspendTerminal, exit]);
  return (
    <Box flexDirection="column">
      {lines.map((text, index) => (
        // Lines are places of the screen: their number is what they are.
        <PictureLine key={index} text={text} />
      ))}
    </Box>
  );
}
