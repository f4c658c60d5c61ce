/** Text of a tile: paragraphs, as the package wrote them. */
export const Prose = ({ text }: { text: string }) => <>{text.split(/\n{2,}/).map((p, i) => <p key={i}>{p}</p>)}</>;
