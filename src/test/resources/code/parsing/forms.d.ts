declare const version: string;
declare let mode: 'a' | 'b';
export declare const limit: number;
declare function start(/** when */ at: Date): void;
