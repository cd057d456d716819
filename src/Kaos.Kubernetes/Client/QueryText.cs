using System.Globalization;
using System.Text;

namespace Kaos.Kubernetes.Client;

/// <summary>Builds a query string; absent values are left out.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder text = new();

    public QueryText Add(string name, string? value) => string.IsNullOrEmpty(value) ? this : AddEvenEmpty(name, value);

    /// <summary>Where an empty value means something, as among the arguments of a program.</summary>
    public QueryText AddEvenEmpty(string name, string value)
    {
        text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public QueryText Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryText AddWhen(bool condition, string name, string value) => condition ? Add(name, value) : this;

    public override string ToString() => text.ToString();
}
