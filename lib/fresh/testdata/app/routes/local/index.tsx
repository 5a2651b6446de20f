import Hello from "./(_islands)/hello-there.tsx";

export default function Local() {
  return <Hello />;
}
