// The slim page in a window of its own is as large as it needs, whatever the title of the window takes of it.

const WIDTH_PX = 360;
const HEIGHT_PX = 96;

if (matchMedia("(display-mode: standalone)").matches && (innerWidth !== WIDTH_PX || innerHeight !== HEIGHT_PX)) {
  resizeTo(outerWidth - innerWidth + WIDTH_PX, outerHeight - innerHeight + HEIGHT_PX);
}
