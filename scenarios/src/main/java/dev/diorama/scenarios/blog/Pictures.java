package dev.diorama.scenarios.blog;

import dev.diorama.core.random.SimRandom;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Draws pictures for authors to upload. */
final class Pictures {
  private static final int SHAPES = 40;

  private Pictures() {}

  /** A picture of random shapes, the same for the same chance. */
  static byte[] draw(SimRandom chance, String format) {
    int width = 600 + chance.nextInt(600);
    int height = 400 + chance.nextInt(600);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < SHAPES; i++) {
      graphics.setColor(new Color(chance.nextInt(1 << 24)));
      graphics.fillRect(
          chance.nextInt(width),
          chance.nextInt(height),
          1 + chance.nextInt(width / 2),
          1 + chance.nextInt(height / 2));
    }
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
