/** Elements that hold text and say in attributes what went wrong. */
function result(name: string, typeUse: string): string {
  return `<xs:element name="${name}">
    <xs:complexType><xs:simpleContent><xs:extension base="xs:string">
      <xs:attribute name="message" type="xs:string"/>${typeUse}
    </xs:extension></xs:simpleContent></xs:complexType>
  </xs:element>`;
}

function required(...attributes: readonly (readonly [name: string, type: string])[]): string {
  return attributes.map(([name, type]) => `<xs:attribute name="${name}" type="${type}" use="required"/>`).join("");
}

const TYPE = '<xs:attribute name="type" type="xs:string" use="required"/>';

/** What the strictest readers of JUnit XML accept: elements in this order, all attributes there, no time zone. */
export const JUNIT_XSD = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
  <xs:simpleType name="word">
    <xs:restriction base="xs:token"><xs:minLength value="1"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="instant">
    <xs:restriction base="xs:dateTime"><xs:pattern value="\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d"/></xs:restriction>
  </xs:simpleType>
  <xs:element name="testsuites">
    <xs:complexType><xs:sequence>
      <xs:element name="testsuite" type="suite" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence></xs:complexType>
    <xs:unique name="suite-ids"><xs:selector xpath="testsuite"/><xs:field xpath="@id"/></xs:unique>
  </xs:element>
  <xs:complexType name="suite">
    <xs:sequence>
      <xs:element name="properties">
        <xs:complexType><xs:sequence>
          <xs:element name="property" minOccurs="0" maxOccurs="unbounded">
            <xs:complexType>${required(["name", "word"], ["value", "xs:string"])}</xs:complexType>
          </xs:element>
        </xs:sequence></xs:complexType>
      </xs:element>
      <xs:element name="testcase" minOccurs="1" maxOccurs="unbounded">
        <xs:complexType>
          <xs:choice minOccurs="0">${result("skipped", "")}${result("error", TYPE)}${result("failure", TYPE)}</xs:choice>
          ${required(["name", "word"], ["classname", "word"], ["time", "xs:decimal"])}
        </xs:complexType>
      </xs:element>
      <xs:element name="system-out" type="xs:string"/>
      <xs:element name="system-err" type="xs:string"/>
    </xs:sequence>
    ${required(["name", "word"], ["package", "word"], ["id", "xs:int"], ["timestamp", "instant"])}
    ${required(["hostname", "word"], ["tests", "xs:int"], ["failures", "xs:int"], ["errors", "xs:int"])}
    ${required(["time", "xs:decimal"])}
    <xs:attribute name="skipped" type="xs:int"/>
  </xs:complexType>
</xs:schema>`;
