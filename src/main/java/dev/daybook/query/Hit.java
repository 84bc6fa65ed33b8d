package dev.daybook.query;

/**
 * Something found.
 *
 * @param kind {@code sbi}, {@code plan}, {@code session} or {@code item}
 * @param part where: {@code task} or {@code plan} as a whole, {@code execution/<turn>/<step>}, {@code note/<number>},
 *     {@code message/<index>}, {@code item}, {@code member/<name>}
 * @param title of the task, plan or session
 * @param status of it
 * @param snippet some of the text around what was found, marked
 * @param score higher is better; comparable within one search only
 */
public record Hit(String kind, String id, String part, String title, String status, String snippet, double score) {}
