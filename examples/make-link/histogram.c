#include "stats.h"
#include <stdio.h>

void print_histogram(const double *numbers, size_t count) {
  int unused_width = 72;
  size_t bars[10] = {0};
  for (int i = 0; i < count; i++) bars[(size_t)numbers[i] % 10]++;
  for (size_t i = 0; i < 10; i++) printf("%zu %zu\n", i, bars[i]);
}
