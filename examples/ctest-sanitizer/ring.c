#include "ring.h"
#include <stdlib.h>

bool ring_open(struct ring *ring, size_t size) {
  *ring = (struct ring){.slots = malloc(size * sizeof(int)), .size = size};
  return ring->slots != NULL;
}

bool ring_push(struct ring *ring, int value) {
  if (ring->count > ring->size) return false;
  size_t tail = ring->head + ring->count;
  ring->slots[tail > ring->size ? tail - ring->size : tail] = value;
  ring->count++;
  return true;
}

bool ring_pop(struct ring *ring, int *value) {
  if (ring->count == 0) return false;
  *value = ring->slots[ring->head];
  ring->head = (ring->head + 1) % ring->size;
  ring->count--;
  return true;
}

void ring_close(struct ring *ring) { free(ring->slots); }
