namespace Kaos.Diagnosis.Rules;

/// <summary>What a confidence is made of.</summary>
/// <param name="Evidence">0 to 1: how strong the observations are together.</param>
/// <param name="SomethingUnread">Something that may bear on it could not be read.</param>
/// <param name="Rivals">Other causes that explain some of the same symptoms.</param>
internal sealed record Grounds(string Cause, double Evidence, bool SomethingUnread, int Rivals);
