import { Link } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ComponentProps, Ref } from 'react';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> { to: string; params?: Record<string, string>; search?: object; ref?: Ref<HTMLAnchorElement> }

/** A link for Mantine's component=: the same address as Link, in types that survive the passage. */
export function Go(p: Props) {
  return <Link {...(p as unknown as ComponentProps<typeof Link>)} />;
}
