namespace Kaos.Contracts.Diagnosis;

/// <summary>
/// Something that works and could be better: a default that is too generous, a leftover. Never an incident, never
/// watched, never counted as trouble; said only to those who ask.
/// </summary>
/// <param name="Code">From <see cref="RemarkCodes"/>.</param>
/// <param name="Object">What would have to be edited or removed.</param>
/// <param name="Text">One sentence with the field and its value.</param>
/// <param name="Advice">One sentence on what to do, and how to be sure that it is safe.</param>
public sealed record Remark(string Code, ObjectRef Object, string Text, string Advice);
