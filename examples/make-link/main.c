#include "stats.h"
#include <stdio.h>

int main(void) {
  static double numbers[10000];
  size_t count = read_numbers(numbers, 10000);
  printf("%zu numbers, mean %.3f, deviation %.3f\n", count, mean(numbers, count), deviation(numbers, count));
  print_histogram(numbers, count);
  return 0;
}
