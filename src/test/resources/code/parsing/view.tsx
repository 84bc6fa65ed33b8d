import { memo, useState } from "react";

type Props = { title: string; children?: React.ReactNode };

/** A card with a title. 😀 */
export const Card = ({ title, children }: Props) => {
  const [open, setOpen] = useState(false);
  return (
    <section onClick={() => setOpen(!open)}>
      <Header title={title} />
      {open && children}
    </section>
  );
};

function Header({ title }: { title: string }) {
  return <h1>{title}</h1>;
}

export const Quiet = memo(() => <Card title="quiet" />);
export const useCounter = (start: number) => useState(start);
export class Panel extends React.Component<Props> {
  render() {
    return <Ui.Box><Card title={this.props.title} /></Ui.Box>;
  }
}
export default () => <Panel title="x" />;
