#include "ring.h"
#include <assert.h>
#include <stdio.h>

int main(void) {
  struct ring ring;
  int value;
  assert(ring_open(&ring, 4));
  for (int i = 0; i < 3; i++) assert(ring_push(&ring, i));
  for (int i = 0; i < 3; i++) assert(ring_pop(&ring, &value) && value == i);
  ring_close(&ring);
  puts("wrap: ok");
  return 0;
}
