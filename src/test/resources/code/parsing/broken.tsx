export const Whole = () => <p/>;
export const Torn = () => { const x = ; return <p/> };
export function After() { return <Whole/>; }
