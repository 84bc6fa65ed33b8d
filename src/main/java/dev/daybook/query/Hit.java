package dev.daybook.query;

/**
 * Something found.
 *
 * @param kind {@code sbi} or {@code plan}
 * @param part where: {@code task} or {@code plan} as a whole, {@code execution/<turn>/<step>}, {@code note/<number>}
 * @param title of the task or plan
 * @param status of the task or plan
 * @param snippet some of the text around what was found, marked
 * @param score higher is better; comparable within one search only
 */
public record Hit(String kind, String id, String part, String title, String status, String snippet, double score) {}
