declare module 'shop' {
  global {
    interface Till {
      open(): void;
    }
  }
}
export default function (name: string): {
  label: Label;
};
