#include "stats.h"
#include <stdio.h>

size_t read_numbers(double *numbers, size_t room) {
  size_t count = 0;
  char rest[4];
  while (count < room && scanf("%lf", &numbers[count]) == 1) count++;
  scanf("%3s", rest);
  return count;
}
