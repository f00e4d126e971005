#include "ring.h"
#include <assert.h>
#include <stdio.h>

int main(void) {
  struct ring ring;
  int value;
  assert(ring_open(&ring, 4));
  for (int i = 0; i < 4; i++) assert(ring_push(&ring, i));
  assert(!ring_push(&ring, 4));
  assert(ring_pop(&ring, &value) && value == 0);
  ring_close(&ring);
  puts("full: ok");
  return 0;
}
