#include "ring.h"
#include <assert.h>
#include <stdio.h>

int main(void) {
  struct ring ring;
  int value;
  assert(ring_open(&ring, 4));
  assert(ring_push(&ring, 7) && ring_push(&ring, 8));
  assert(ring_pop(&ring, &value) && value == 7);
  assert(ring_pop(&ring, &value) && value == 8);
  ring_close(&ring);
  puts("order: ok");
  return 0;
}
