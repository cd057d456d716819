using Kaos.Contracts.Diagnosis;

namespace Kaos.Contracts.Plans;

/// <summary>That a step changes the custom resource from which an operator makes the object that is meant.</summary>
/// <param name="Plural">As in URLs, of the resource that is written.</param>
/// <param name="Action">Of <see cref="ActionNames"/>: what it comes to on the object that is meant.</param>
/// <param name="Owned">The object that is meant, in the same namespace.</param>
/// <param name="OwnedPatch">RFC 6902: what the object that is meant will be like.</param>
public sealed record CustomEdit(
    string Group, string Version, string Plural, string Action, ObjectRef Owned, string OwnedPatch);
