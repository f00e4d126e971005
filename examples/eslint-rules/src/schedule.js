export function nextPause(failures, load, night) {
  let pause = 30;
  if (failures > 0) pause = 10;
  if (failures > 5) pause = 60;
  if (load > 0.8) pause *= 2;
  if (night) pause *= 4;
  console.log('next in', pause);
  return pause;
}
