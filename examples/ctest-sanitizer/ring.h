#include <stdbool.h>
#include <stddef.h>

struct ring {
  int *slots;
  size_t size, head, count;
};

bool ring_open(struct ring *ring, size_t size);
bool ring_push(struct ring *ring, int value);
bool ring_pop(struct ring *ring, int *value);
void ring_close(struct ring *ring);
