using System.Collections.Immutable;
using Kaos.Diagnosis.Reading;

namespace Kaos.Diagnosis.Rules;

/// <summary>Knows one cause, or one family of causes that the same evidence tells apart.</summary>
internal interface IRule
{
    /// <summary>The causes it can name, from <see cref="Contracts.Diagnosis.CauseCodes"/>.</summary>
    ImmutableArray<string> Causes { get; }

    /// <summary>The symptoms it can explain, from <see cref="Contracts.Diagnosis.SymptomCodes"/>.</summary>
    ImmutableArray<string> Explains { get; }

    /// <summary>What it wants read beyond the objects, as far as that can be told now.</summary>
    IEnumerable<Wish> Reads(Scene scene, Complaint complaint) => [];

    IEnumerable<Draft> Judge(Scene scene, Complaint complaint);
}
