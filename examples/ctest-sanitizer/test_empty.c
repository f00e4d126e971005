#include "ring.h"
#include <assert.h>
#include <stdio.h>

int main(void) {
  struct ring ring;
  int value;
  assert(ring_open(&ring, 4));
  assert(!ring_pop(&ring, &value));
  ring_close(&ring);
  puts("empty: ok");
  return 0;
}
