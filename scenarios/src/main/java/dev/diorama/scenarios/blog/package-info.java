/**
 * MyBlog.com: the Lambda handlers of the design, and its readers and authors as a run.
 *
 * <p>The handlers are written as for AWS and know nothing of Diorama: {@link
 * dev.diorama.scenarios.blog.ListPosts}, {@link dev.diorama.scenarios.blog.Welcome}, {@link
 * dev.diorama.scenarios.blog.MakeThumbnail} and their siblings are named in {@code
 * blog/template.yaml}, which holds everything else about the design.
 */
@NullMarked
package dev.diorama.scenarios.blog;

import org.jspecify.annotations.NullMarked;
