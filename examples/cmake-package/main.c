#include <frame_codec.h>

int main(void) { return frame_codec_version() == 0; }
